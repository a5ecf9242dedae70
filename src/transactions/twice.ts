/** Once more what failed: an error of the system may have passed (EIO, EMFILE). Rejects with the second error. */
export function twice<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch(work);
}
