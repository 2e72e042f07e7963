import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../../api/client';
import { refusal } from '../../../api/problem';
import type { OwnWebhookWebhookWish } from '../../../api/schema';
import type { Connection, WebhookMade } from '../../../api/types';
import { Button } from '../../../ui/Button';
import { CopyButton, CopyText } from '../../../ui/Copyable';
import { Dialog } from '../../../ui/Dialog';

/** Makes an address and shows it: this once, so the dialog then closes by its button alone. */
export function MakeWebhook({
  replaces,
  onMade,
  onClose,
}: {
  replaces: Connection['webhook'];
  onMade: () => void;
  onClose: () => void;
}) {
  const [signed, setSigned] = useState(replaces?.signed ?? false);
  const make = useMutation({
    mutationFn: () =>
      post<WebhookMade>('/sync/connection/webhook', { signed } satisfies OwnWebhookWebhookWish),
    onSuccess: onMade,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data) {
    return <Shown made={make.data} signed={signed} onClose={onClose} />;
  }
  const own = replaces !== null && replaces.set_at !== null;
  const title = own ? 'Replace the address?' : 'Make an address';
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 text-ink-2">
          {replaces
            ? `The one ${own ? 'there is' : 'of the server’s settings'} ends at once: what Odoo still sends to it is refused until its rules have the new one.`
            : 'Whoever has it can tell Sightline which record to read again, and nothing else.'}
        </p>
        <label className="mt-4 flex items-baseline gap-2">
          <input
            type="checkbox"
            className="translate-y-px accent-accent"
            checked={signed}
            onChange={(event) => setSigned(event.target.checked)}
          />
          <span>
            Each message must be signed
            <span className="block text-small text-ink-3">
              Odoo’s own rules cannot sign; for a service in between that can
            </span>
          </span>
        </label>
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {make.isError && refusal(make.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={make.isPending} disabled={make.isPending}>
            {own ? 'Replace it' : 'Make it'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Shown({ made, signed, onClose }: { made: WebhookMade; signed: boolean; onClose: () => void }) {
  return (
    <Dialog label="The address" onClose={() => undefined}>
      <div className="max-h-[90dvh] overflow-y-auto p-5">
        <h2 className="text-title font-semibold">Keep this now</h2>
        <p className="mt-2 text-ink-2">
          It is shown this once. Whoever has it can send, so put it into {signed ? 'what sends' : 'Odoo'} and
          nowhere else.
        </p>
        <Kept name="Address" what="the address" text={made.address} testId="webhook-address" />
        {signed && made.hmac_key && (
          <Kept name="Signing key" what="the signing key" text={made.hmac_key} testId="webhook-key" />
        )}
        <p className="mt-5 font-medium">{signed ? 'How to sign' : 'In Odoo 17 or later'}</p>
        <ol className="mt-1 list-decimal pl-5 text-ink-2">
          {(signed ? signing : inOdoo).map((step) => (
            <li key={step} className="mt-1">
              {step}
            </li>
          ))}
        </ol>
        <div className="mt-5 flex justify-end">
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const inOdoo = [
  'With developer mode on, open Settings → Technical → Automation Rules, and make a rule for Lead/Opportunity.',
  'As its trigger choose On save.',
  'Add the action Send Webhook Notification with this address as its URL. Likewise for other records that should be quick.',
];

const signing = [
  'Send JSON with _model, such as crm.lead, and _id, the record’s number.',
  'Add the header X-Sightline-Timestamp: the time in seconds.',
  'Add the header X-Sightline-Signature: sha256= and the HMAC-SHA-256, in hexadecimal, of the timestamp, a dot and the body.',
];

function Kept({ name, what, text, testId }: { name: string; what: string; text: string; testId: string }) {
  return (
    <>
      <div className="mt-4 flex items-center justify-between gap-3">
        <span className="font-medium">{name}</span>
        <CopyButton text={text} what={what} />
      </div>
      <CopyText text={text} testId={testId} className="mt-1.5" />
    </>
  );
}
