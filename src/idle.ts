/** Leaving when there is nothing to do: the bus starts the agent again for the next call. */

/**
 * Calls `leave` once nothing has been going on for `seconds`; never if that is 0. @param isBusy whether a call, a prompt,
 * a change or a probation is open.
 */
export function leaveWhenIdle(seconds: number, isBusy: () => boolean, leave: () => void): void {
  if (seconds === 0) return;
  let quiet = 0;
  const timer = setInterval(() => {
    quiet = isBusy() ? 0 : quiet + 1;
    if (quiet < seconds) return;
    clearInterval(timer);
    leave();
  }, 1000);
}
