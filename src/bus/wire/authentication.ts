/** Tells the bus who we are (D-Bus specification: authentication protocol, EXTERNAL). */
import type { Socket } from 'node:net';

/** Bytes. The lines of a bus are short; a peer that sends a longer one is no bus. */
const longestLine = 1024;

/**
 * Authenticates as the user the process runs as, which the bus compares with what the kernel says. The socket is
 * paused afterwards. Throws Error if the bus refuses, ends the connection, or does not speak D-Bus.
 */
export async function authenticate(socket: Socket): Promise<void> {
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  const answer = await readLine(socket);
  if (!answer.startsWith('OK ')) throw new Error(`the bus refuses this user: '${answer.slice(0, 64)}'`);
  socket.write('BEGIN\r\n');
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (settle: () => void): void => {
      socket.pause();
      socket.off('data', onData);
      socket.off('close', onClose);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (text.endsWith('\r\n')) finish(() => resolve(text.trimEnd()));
      else if (text.length > longestLine) finish(() => reject(new Error('the bus does not speak D-Bus')));
    };
    const onClose = (): void => finish(() => reject(new Error('the bus ended the connection')));
    socket.on('data', onData);
    socket.once('close', onClose);
  });
}
