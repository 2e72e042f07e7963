import { Problem, refusal } from '../../api/problem';
import { duration } from '../../util/format';

/** Why the server did not let somebody in, and what they can do. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Problem)) {
    return 'Something went wrong on this page. Try again.';
  }
  if (error.status === 0) {
    return 'Sightline cannot be reached. Check your connection and try again.';
  }
  if (error.status === 429) {
    const wait = error.retryAfter === null ? 'a few minutes' : duration(error.retryAfter);
    return `Too many attempts. Wait ${wait}, then try again.`;
  }
  if (error.code === 'wrong_credentials') {
    return 'E-mail or password is wrong. Check both and try again.';
  }
  if (error.status === 401 || error.status === 410) {
    return error.message;
  }
  if (error.status === 400 || error.status === 409) {
    return refusal(error);
  }
  return 'Sightline could not answer. Try again in a moment.';
}
