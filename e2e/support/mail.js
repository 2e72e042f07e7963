import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { eventually } from './server.js';

/**
 * A mail server on this machine that keeps what it is given, and has no box for these addresses.
 * Answers { port, to, next, stop }: `to` are the letters to an address, oldest first, and `next` waits for one more than were `before`.
 * A letter is what a mail program would make of it: { from, to, subject, text, html, headers … }.
 */
export async function startMailServer(...unknown) {
  const letters = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _, done) {
      done(unknown.includes(address) ? Object.assign(new Error('No such box'), { responseCode: 550 }) : null);
    },
    onData(stream, { envelope }, done) {
      simpleParser(stream).then((letter) => {
        letters.push({ letter, boxes: envelope.rcptTo.map(({ address }) => address) });
        done();
      }, done);
    },
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const to = (address) => letters.filter(({ boxes }) => boxes.includes(address)).map(({ letter }) => letter);
  return {
    port: server.server.address().port,
    to,
    next: (address, before = 0) => eventually(`a mail to ${address}`, () => to(address)[before], 30),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The one link in a letter. */
export function linkIn({ text }) {
  const links = text.match(/https?:\/\/\S+/g) ?? [];
  if (links.length !== 1) throw new Error(`${links.length} links in: ${text}`);
  return links[0];
}
