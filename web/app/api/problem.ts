import type { ProblemBody } from './types';

/** A refusal or fault of the API, or no answer at all (`status` 0). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  /** Seconds the server asked us to wait, where it said so. */
  readonly retryAfter: number | null;

  constructor(status: number, body: ProblemBody, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? 'The server did not answer.');
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'unreachable' : 'unknown');
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

/** Why the server did not do what somebody asked for, in one line. */
export function refusal(error: unknown): string {
  if (error instanceof Problem && [400, 409].includes(error.status)) {
    return error.body.errors?.map((field) => field.message).join(' ') || error.message;
  }
  const { title, advice } = explain(error);
  return `${title}. ${advice}`;
}

/** What the server says against one field of a form; undefined where it says nothing of it. */
export function against(error: unknown, field: string): string | undefined {
  return error instanceof Problem
    ? error.body.errors?.find((each) => each.field === field)?.message
    : undefined;
}

/** What happened, and what the person can do, in words. */
export function explain(error: unknown): { title: string; advice: string; retry: boolean } {
  if (!(error instanceof Problem)) {
    return {
      title: 'This part could not be shown',
      advice: 'Something went wrong on this page. Try again.',
      retry: true,
    };
  }
  if (error.status === 0) {
    return {
      title: 'Sightline cannot be reached',
      advice: 'Check your connection. Your figures come back by themselves when it does.',
      retry: true,
    };
  }
  if (error.status === 404) {
    return {
      title: 'There is nothing here for you to see',
      advice: 'It may have been deleted, or it belongs to someone outside your team.',
      retry: false,
    };
  }
  if (error.status === 403) {
    return {
      title: 'This is not open to you',
      advice: 'Ask an administrator if you need it for your work.',
      retry: false,
    };
  }
  if (error.code === 'not_there') {
    return { title: 'It was not there then', advice: error.message, retry: false };
  }
  if (error.status === 400) {
    const fields = error.body.errors?.map((field) => field.message).join(' ');
    return {
      title: 'This link asks for something Sightline does not know',
      advice: fields || error.message,
      retry: false,
    };
  }
  if (error.status === 429) {
    return {
      title: 'Too many requests for the moment',
      advice: 'Wait a little, then try again.',
      retry: true,
    };
  }
  if (error.status < 500 || error.status === 503) {
    // The server says in plain words what stands in the way.
    return { title: error.message, advice: 'Try again when that has changed.', retry: true };
  }
  const reference = error.body.request_id ? ` Reference ${error.body.request_id}.` : '';
  return {
    title: 'Sightline could not answer',
    advice: `The fault is on our side and nothing is lost. Try again.${reference}`,
    retry: true,
  };
}
