import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { against, refusal } from '../../api/problem';
import type { PrivacyForgetWish } from '../../api/schema';
import type { Erased, Erasure } from '../../api/types';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { names, recordsOf, type Subject, toType, whatHappens, whatStays } from './forgetWords';
import { Sentences } from './Sentences';

const longestReason = 500;

/** What forgetting means, and the two things that it asks for. */
export function ForgetForm({
  subject,
  plan,
  onDone,
  onClose,
}: {
  subject: Subject;
  plan: Erasure;
  onDone: (outcome: Erased) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState(false);
  const forget = useMutation({
    mutationFn: () =>
      post<Erased>(`/privacy/people/${encodeURIComponent(subject.id)}/forget`, {
        reason: reason.trim(),
        confirm: subject.id,
      } satisfies PrivacyForgetWish),
    onSuccess: onDone,
  });
  const missing = sent && reason.trim() === '' ? 'Say why.' : undefined;
  const other = sent && !names(typed, subject) ? 'That is neither their name nor their e-mail.' : undefined;
  const faults = {
    reason: missing ?? against(forget.error, 'reason'),
    confirm: other ?? against(forget.error, 'confirm'),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (reason.trim() !== '' && names(typed, subject)) {
      forget.mutate();
    }
  };
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <p className="mt-2 text-ink-2">
        For somebody who asks that what you hold of them be erased. <strong>It cannot be undone.</strong>
      </p>
      <Sentences title="What happens" all={whatHappens(plan)} />
      <Sentences title="What stays" all={whatStays(plan)} />
      {plan.subjects.length > 1 && (
        <p className="mt-4 text-ink-2" data-testid="records">
          These records are the same person and are forgotten together: {recordsOf(plan)}.
        </p>
      )}
      <Field
        label="Why"
        note="Kept for good, with your name. Name nobody in it."
        className="mt-4"
        maxLength={longestReason}
        placeholder="Such as: asked for it on 3 March"
        value={reason}
        error={faults.reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Field
        label="Type the name or the e-mail"
        note={toType(subject)}
        className="mt-4"
        value={typed}
        error={faults.confirm}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p role="alert" className="min-h-6 pt-2 text-worse">
        {forget.isError && !faults.reason && !faults.confirm && refusal(forget.error)}
      </p>
      {/* What is said above is long: on a small screen the ways out stay in sight. */}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end gap-2 border-t border-line bg-surface px-5 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={forget.isPending} disabled={forget.isPending}>
          Forget for good
        </Button>
      </div>
    </form>
  );
}
