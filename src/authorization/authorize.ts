/** Whether a caller may have a method run. */
import { AgentError } from '../contract/errors.ts';
import { methods, type Action, type MethodName } from '../contract/methods.ts';
import { actionPrefix } from '../contract/names.ts';
import type { BusCaller, CallKind } from '../model/bus-call.ts';
import type { Authorisation } from '../model/transaction.ts';
import { detailKeys, type AuthorizationDetails } from '../operations/shared/operation.ts';
import { askPolkit, type PolkitAnswer, type PolkitQuestion } from './polkit.ts';
import { Prompts } from './prompts.ts';

export interface AuthorizationRequest {
  readonly method: MethodName;
  /** As the bus says. */
  readonly sender: string;
  readonly uid: number;
  /** Whether the caller's message allows a prompt for a password. */
  readonly interactive: boolean;
  readonly details: AuthorizationDetails;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
}

export interface Authorizer {
  /** Returns how the call was allowed. Throws AgentError: NotAuthorized, InteractiveAuthorizationRequired or LimitsExceeded. */
  readonly authorize: (request: AuthorizationRequest) => Promise<Authorisation>;
}

/** @param report is told why polkit could not be asked, each time that root acts without it. */
export function createAuthorizer(bus: BusCaller, report: (reason: string) => void): Authorizer {
  const prompts = new Prompts();
  return {
    authorize: async (request) => {
      const { answer, prompted } = await ask(bus, prompts, request);
      judge(answer, request);
      if (answer.kind === 'absent') report(answer.reason);
      if (answer.kind !== 'yes') return 'root';
      if (prompted) return 'password';
      return answer.remembered ? 'remembered' : 'polkit';
    },
  };
}

/** Asks without a prompt first, so that only a prompt that is needed counts as one. */
async function ask(
  bus: BusCaller,
  prompts: Prompts,
  request: AuthorizationRequest,
): Promise<{ readonly answer: PolkitAnswer; readonly prompted: boolean }> {
  const action = actionOf(request.method);
  const { sender, signal } = request;
  const kind = kindOf(request.uid, action);
  const question = { action: `${actionPrefix}${action}`, sender, signal, kind, details: detailsOf(request) };
  const answer = await askPolkit(bus, { ...question, interactive: false });
  if (answer.kind !== 'challenge' || !request.interactive) return { answer, prompted: false };
  const prompt = { ...question, interactive: true };
  return { answer: await askWithPrompt(bus, prompts, request.uid, prompt), prompted: true };
}

async function askWithPrompt(
  bus: BusCaller,
  prompts: Prompts,
  uid: number,
  question: PolkitQuestion,
): Promise<PolkitAnswer> {
  const close = prompts.open(uid);
  try {
    return await askPolkit(bus, question);
  } finally {
    close();
  }
}

function kindOf(uid: number, action: Action): CallKind {
  if (uid === 0) return 'root';
  return action === 'inspect' ? 'reads' : 'others';
}

/** The type has every method; the look-up at run time is for a name that got past it. */
function actionOf(method: MethodName): Action {
  if (!Object.hasOwn(methods, method)) throw new AgentError('NotAuthorized', `the method '${method}' has no action`);
  return methods[method].action;
}

/** The keys are fixed, because polkit gives some of them a meaning (polkit: polkit.message, polkit.gettext_domain). */
function detailsOf({ method, details }: AuthorizationRequest): ReadonlyMap<string, string> {
  const entries = detailKeys.flatMap((key) => (details[key] === undefined ? [] : [[key, details[key]] as const]));
  return new Map<string, string>([['method', method], ...entries]);
}

function judge(answer: PolkitAnswer, { method, uid, interactive }: AuthorizationRequest): void {
  if (answer.kind === 'yes') return;
  // Where polkit is absent, the administrator at the console must still be able to confirm and to roll back.
  if (answer.kind === 'absent' && uid === 0) return;
  if (answer.kind === 'challenge' && !interactive) {
    throw new AgentError(
      'InteractiveAuthorizationRequired',
      `'${method}' needs a password; call again and allow interactive authorization`,
    );
  }
  if (answer.kind === 'challenge') {
    throw new AgentError(
      'NotAuthorized',
      `'${method}' needs an administrator's password, and nothing can ask for it; call from a terminal or a desktop, or as root`,
    );
  }
  throw new AgentError('NotAuthorized', `polkit does not allow '${method}'; ask an administrator of this host`, {
    cause: answer.reason,
  });
}
