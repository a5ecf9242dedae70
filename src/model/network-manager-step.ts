/** The kind of step that is about NetworkManager alone, as a schema. */
import * as v from 'valibot';

/**
 * What NetworkManager finds of a device when it starts, in a file of its own below /run: the profile that is active there, and
 * whether NetworkManager made the device. A device with this file is taken over as it is (NetworkManager.conf(5), FILES).
 */
export const networkManagerStateStep = v.object({
  kind: v.literal('network-manager-state'),
  title: v.string(),
  /** By its name: the file has the name of its index, which a bridge that is yet to be made does not have. */
  device: v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[^/\s]{1,15}$/)),
  /** The profile's; NetworkManager 1.30 accepts other words than those of RFC 4122. */
  uuid: v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{1,64}$/)),
  /** Whether NetworkManager may remove the device with the profile: it would have made it (nm-owned). */
  owned: v.boolean(),
  /** Only an undo writes it, for a device that the undo makes again. */
  when: v.optional(v.literal('undo')),
});
