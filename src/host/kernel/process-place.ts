/** Where a process is: in whose network, and whether in a container. Only from what the kernel says (proc(5)). */

/** Files of /proc/PID that the process itself cannot write. */
export interface ProcessFiles {
  readonly status: string;
  readonly cgroup: string;
  readonly uidMap: string;
}

/**
 * What two processes of one host have in common: the depth of the pid namespace (`NSpid:` has a number for each level), the
 * container's control group, if there is one, and the users of the user namespace. Mount namespaces are left out: comparing
 * them needs CAP_SYS_PTRACE (namespaces(7)).
 */
export function placeOf({ status, cgroup, uidMap }: ProcessFiles): string {
  const pids = /^NSpid:(.*)$/m.exec(status)?.[1] ?? '';
  return JSON.stringify([pids.trim().split(/\s+/).length, containersIn(cgroup), uidMap]);
}

/** The real, effective, saved and file system uid. */
export function isRoots({ status }: ProcessFiles): boolean {
  return /^Uid:\t0\t0\t0\t0$/m.test(status);
}

/**
 * A control group of a container, by the names that Docker, Podman, CRI-O, containerd, Kubernetes, LXC, BuildKit and
 * systemd-nspawn give, or by a container's id of 64 digits. src/transactions/undo/dhcp-client.sh has the same.
 */
const container =
  /^\d+:[^:\n]*:.*\/(?:(?:docker|libpod|podman|crio|cri-|containerd|nerdctl|kubepods|lxc|buildkit|machine\.slice|machine-|systemd-nspawn)[^/\n]*|[^/\n]*[0-9a-f]{64}[^/\n]*)(?=\/|$)/gm;

/** The lines of /proc/PID/cgroup (cgroups(7)) that name a container, cut after its group: none for the host's processes. */
export function containersIn(cgroup: string): readonly string[] {
  return cgroup.match(container) ?? [];
}
