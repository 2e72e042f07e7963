import type { ReactNode } from 'react';
import { explain } from '../api/problem';
import { Button } from '../ui/Button';
import { Message } from '../ui/Panel';

/** What went wrong with an answer, in words, and the way to ask again where that may help. */
export function Failed({
  answer,
  otherwise,
}: {
  answer: { error: unknown; refetch: () => unknown };
  /** What to do where asking again does not help. */
  otherwise?: ReactNode;
}) {
  const words = explain(answer.error);
  return (
    <Message
      tone="error"
      title={words.title}
      action={words.retry ? <Button onClick={() => void answer.refetch()}>Try again</Button> : otherwise}
    >
      {words.advice}
    </Message>
  );
}
