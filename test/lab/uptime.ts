/** The clock by which a probation ends. */
import { readFileSync } from 'node:fs';

/** Seconds since this machine was booted, which are the laboratory's as well (proc(5): uptime). */
export function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
}
