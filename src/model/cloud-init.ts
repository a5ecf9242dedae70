/** cloud-init, a program of cloud images that may write the host's network configuration at boot. */
import type { HostFile } from './host-file.ts';

export interface CloudInit {
  /** Whether the boot starts it at all, as far as the host says. */
  readonly enabled: boolean;
  /** Whether the kernel's command line or an upgrade's mark turns off its network configuration. */
  readonly networkOff: boolean;
  /** Its configuration: what counts more comes first. */
  readonly files: readonly HostFile[];
  /** Whether the folder is there to which we may add a file. */
  readonly hasFolder: boolean;
}
