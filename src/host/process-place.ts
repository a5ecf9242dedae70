/** Where a process is: in whose network, and whether in a container. From what the kernel says alone (proc(5)). */

/** What /proc/PID has of a process, beside which nothing that it says of itself counts. */
export interface ProcessFiles {
  readonly status: string;
  readonly cgroup: string;
  readonly uidMap: string;
}

/**
 * One word for what has to be the same for two processes of one host: how deep its pid namespace lies (`NSpid:`, one number
 * for each), the control group of its container, if it is in one, and which users its user namespace has. Mount namespaces
 * are left out: only CAP_SYS_PTRACE may compare them (namespaces(7)).
 */
export function placeOf({ status, cgroup, uidMap }: ProcessFiles): string {
  const pids = /^NSpid:(.*)$/m.exec(status)?.[1] ?? '';
  return JSON.stringify([pids.trim().split(/\s+/).length, containersIn(cgroup), uidMap]);
}

/** Real, effective, saved and file system's; only the kernel writes it. */
export function isRoots({ status }: ProcessFiles): boolean {
  return /^Uid:\t0\t0\t0\t0$/m.test(status);
}

/**
 * The part of a path in a control group that is a container's, by the names that Docker, Podman, CRI-O, containerd,
 * Kubernetes, LXC, BuildKit and systemd-nspawn give, or a container's id of 64 digits. src/transactions/undo/dhcp-client.sh
 * has the same.
 */
const container =
  /^\d+:[^:\n]*:.*\/(?:(?:docker|libpod|podman|crio|cri-|containerd|nerdctl|kubepods|lxc|buildkit|machine\.slice|machine-|systemd-nspawn)[^/\n]*|[^/\n]*[0-9a-f]{64}[^/\n]*)(?=\/|$)/gm;

/** The lines of /proc/PID/cgroup (cgroups(7)) that name a container, up to its own group: none for the host's processes. */
export function containersIn(cgroup: string): readonly string[] {
  return cgroup.match(container) ?? [];
}
