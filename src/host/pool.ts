/** Many pieces of work, a few at a time: each may hold descriptors or processes, of which there are not as many. */

/**
 * What `work` makes of each item, in the order of the items; never more than `limit` are under way. Once one has failed no
 * further one is begun; rejects with its error when those that were under way have ended.
 */
export async function mapInPool<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  // All workers take from the same queue, so each item is taken once.
  const queue = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      results[index] = await work(item, index);
    }
  };
  const noting = (): Promise<void> =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  const ends = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, noting));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return results;
}
