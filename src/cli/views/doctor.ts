/** doctor's report: the host, its interfaces, its bridges, and advice. */
import type { Interface, ShownFinding } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { findingLines } from './findings.ts';
import { interfaceLines } from './interfaces.ts';

export interface VerifiedBridge {
  readonly bridge: string;
  readonly findings: readonly ShownFinding[];
}

export interface DoctorReport {
  readonly host: readonly ShownFinding[];
  readonly interfaces: readonly Interface[];
  readonly bridges: readonly VerifiedBridge[];
  readonly advice: readonly string[];
}

export function doctorLines(session: Session, report: DoctorReport): string[] {
  const { messages, screen } = session;
  const { doctor } = messages;
  const title = (text: string): string => screen.paint('bold', text);
  const advice = report.advice.map((text, index) => `${index + 1}. ${safeLine(text)}`);
  return [
    title(doctor.host),
    ...findingLines(report.host, messages, screen, { remedies: false }),
    ...cardLines(session, report.interfaces),
    ...report.bridges.flatMap(({ bridge, findings }) => [
      '',
      title(doctor.bridge(safeLine(bridge))),
      ...bridgeLines(session, findings),
    ]),
    '',
    title(doctor.todo),
    ...(advice.length === 0 ? [doctor.nothing] : advice).map((line) => `  ${line}`),
  ];
}

/** Interfaces that are shown: a host may have thousands, with a tap for each guest. */
const most = 32;

/** Those that can be bridged come first where not all are shown. */
function cardLines({ messages, screen }: Session, interfaces: readonly Interface[]): string[] {
  const cards = interfaces.filter(({ kind }) => kind !== 'loopback');
  if (cards.length === 0) return [];
  const more = cards.length - most;
  const useful = [...cards.filter(({ bridgeable }) => bridgeable), ...cards.filter(({ bridgeable }) => !bridgeable)];
  return [
    '',
    screen.paint('bold', messages.doctor.cards),
    ...interfaceLines(more > 0 ? useful.slice(0, most) : cards, messages, screen),
    ...(more > 0 ? [screen.paint('dim', messages.doctor.moreCards(more))] : []),
  ];
}

function bridgeLines({ messages, screen }: Session, findings: readonly ShownFinding[]): string[] {
  const wrong = findings.filter(({ status }) => status === 'warn' || status === 'fail');
  const skipped = findings.filter(({ status }) => status === 'skip').map(({ check }) => safeLine(check));
  return [
    ...(wrong.length === 0
      ? [screen.paint('green', messages.doctor.works)]
      : findingLines(wrong, messages, screen, { remedies: false })),
    ...(skipped.length === 0 ? [] : [screen.paint('dim', messages.verify.skipped(skipped.join(', ')))]),
  ];
}
