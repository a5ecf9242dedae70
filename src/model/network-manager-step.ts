/** The kinds of step that are about NetworkManager alone, as schemas. */
import * as v from 'valibot';

/** NetworkManager 1.30 accepts other words than those of RFC 4122. */
const uuid = v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{1,64}$/));

/**
 * What NetworkManager finds of a device when it starts, in a file of its own below /run: the profile that is active there, and
 * whether NetworkManager made the device. A device with this file is taken over as it is (NetworkManager.conf(5), FILES).
 */
export const networkManagerStateStep = v.object({
  kind: v.literal('network-manager-state'),
  title: v.string(),
  /** By its name: the file has the name of its index, which a bridge that is yet to be made does not have. */
  device: v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[^/\s]{1,15}$/)),
  /** The profile's; left out where NetworkManager is to leave the device alone, which an undo leaves so. */
  uuid: v.optional(uuid),
  /** Whether NetworkManager may remove the device with the profile: it would have made it (nm-owned). */
  owned: v.boolean(),
  /** Only an undo writes it, for a device that the undo makes again. */
  when: v.optional(v.literal('undo')),
  /** Whether the change is judged by what NetworkManager makes of it; left out for yes. A card without a cable is not connected. */
  judged: v.optional(v.literal(false)),
});

/**
 * NetworkManager's own way: it reads its profiles anew, and activates one. The host is off the network meanwhile. An undo does
 * so with another profile, once the files are back. Without a profile it reads them, and leaves its devices as they are.
 */
export const networkManagerProfileStep = v.object({
  kind: v.literal('network-manager-profile'),
  title: v.string(),
  uuid: v.optional(uuid),
  /** Only an undo does it. */
  when: v.optional(v.literal('undo')),
  /** For a step that only undoes: the number of the later step that must have begun for this to matter. */
  undoIfBegun: v.optional(v.number()),
});
