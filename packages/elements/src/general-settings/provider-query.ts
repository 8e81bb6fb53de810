import { Task, TaskStatus } from '@lit/task';
import type { ConnectionFact, OperationAnswer, OperationInput } from '@mail-settings/core';
import type { ReactiveController } from 'lit';
import type { MailPart } from '../parts/mail-part.ts';
import type { TabKey } from '../text/keys.ts';

type Question = OperationInput<'identifyProvider'>;
type Answer = OperationAnswer<'identifyProvider'>;

/** Milliseconds without typing before the service is asked for its name. */
const quietTime = 500;

/**
 * Asks the service for its name while URL and key are being typed. A new question drops the answer of the old one, so
 * that an answer to an older edit never lands.
 */
export class ProviderQuery implements ReactiveController {
  readonly #part: MailPart<TabKey<'general'>>;
  readonly #task: Task<readonly [Question | undefined], Answer | undefined>;
  /** What the service is asked with now; undefined while somebody types or where it makes no sense. */
  #question: Question | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(part: MailPart<TabKey<'general'>>) {
    this.#part = part;
    this.#task = new Task(part, {
      args: () => [this.#question] as const,
      task: async ([question], { signal }) =>
        question && (await part.attempt(part.given.setup.identifyProvider(question, { signal }))),
    });
    part.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  get isPending(): boolean {
    return this.#question !== undefined && this.#task.status === TaskStatus.PENDING;
  }

  /** The name the service gave to the present question. */
  get provider(): string | null {
    const isAnswered = this.#question !== undefined && this.#task.status === TaskStatus.COMPLETE;
    return (isAnswered && this.#task.value?.provider) || null;
  }

  /** Whether sending works with what is typed, as far as the service has answered. */
  get sending(): ConnectionFact | undefined {
    return this.#task.value?.sending;
  }

  /** Asks once nobody has typed for a while; asks nothing where there is no question. */
  askSoon(question: Question | undefined): void {
    this.stop();
    if (question !== undefined) this.#timer = setTimeout(() => this.#ask(question), quietTime);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#ask(undefined);
  }

  #ask(question: Question | undefined): void {
    this.#question = question;
    this.#part.requestUpdate();
  }
}
