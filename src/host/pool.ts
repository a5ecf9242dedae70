/** Many pieces of work, a few at a time, because each may hold descriptors or processes. */

/**
 * The results of `work`, in the order of the items; at most `limit` run at the same time. After a failure no further work is
 * begun, and it rejects with that error when the running work has ended.
 */
export async function mapInPool<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  // All workers take from one queue, so each item is taken once.
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
