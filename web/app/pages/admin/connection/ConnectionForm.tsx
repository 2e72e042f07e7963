import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { put } from '../../../api/client';
import { against, refusal } from '../../../api/problem';
import type { ConnectionWish } from '../../../api/schema';
import type { Connection, ConnectionKept } from '../../../api/types';
import { Button } from '../../../ui/Button';
import { Dialog } from '../../../ui/Dialog';
import { Field } from '../../../ui/Field';
import { CheckedModels } from './CheckedModels';
import { hostOf, keepsKey, sameSource } from './keyRule';

const names = ['url', 'database', 'login', 'key'] as const;
type Values = Record<(typeof names)[number], string>;

/** Connects the organisation to an Odoo, or to another one. The server tries it first; what does not work is kept nowhere but here. */
export function ConnectionForm({
  connection,
  onDone,
  onClose,
}: {
  connection: Connection;
  onDone: () => void;
  onClose: () => void;
}) {
  const [values, setValues] = useState<Values>({
    url: connection.url ?? '',
    database: connection.database ?? '',
    login: connection.login ?? '',
    key: '',
  });
  const save = useMutation({
    mutationFn: (sent: Values) =>
      put<ConnectionKept>('/sync/connection', {
        url: sent.url.trim(),
        database: sent.database.trim(),
        login: sent.login.trim(),
        key: sent.key.trim() || null,
      } satisfies ConnectionWish),
    onSuccess: onDone,
  });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (save.isError) {
      form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
    }
  }, [save.isError]);
  // What the server said is said of what was sent: it goes with the first change.
  const fault = (name: keyof Values) =>
    save.variables?.[name] === values[name] ? against(save.error, name) : undefined;
  const field = (name: keyof Values) => ({
    value: values[name],
    error: fault(name),
    className: 'mt-4',
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(values);
  };
  const keeps = keepsKey(connection, values);
  const title = connection.from === 'organization' ? 'Change the connection' : 'Connect your Odoo';
  // It is not called back by closing this: it would be kept all the same.
  const close = () => !save.isPending && onClose();
  if (save.data && save.variables) {
    return <Connected kept={save.data} again={sameSource(connection, save.variables)} onClose={onClose} />;
  }
  return (
    <Dialog label={title} onClose={close}>
      <form ref={form} className="max-h-[90dvh] overflow-y-auto p-5" onSubmit={submit} autoComplete="off">
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 text-ink-2">
          Sightline reads from it and writes nothing. It is tried first, and kept only if it works.
        </p>
        <Field
          label="Address"
          note="Such as https://acme.odoo.com"
          inputMode="url"
          required
          {...field('url')}
        />
        <Field
          label="Database"
          note="On odoo.com mostly the first part of the address"
          required
          {...field('database')}
        />
        <Field
          label="Login"
          note="Of the Odoo user to read as; Sightline sees what that user may read"
          required
          {...field('login')}
        />
        <Field
          label="API key"
          type="password"
          {...field('key')}
          autoComplete="new-password"
          required={!keeps}
          placeholder={keeps ? 'unchanged' : undefined}
          note={
            keeps
              ? 'Leave it empty to keep the one there is'
              : connection.from === 'organization'
                ? 'The key that is kept goes nowhere else: another address, database or login needs its own'
                : 'In Odoo, as that user: Preferences → Account Security → New API Key. Kept encrypted, and never shown again'
          }
        />
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {save.isError && !names.some((name) => against(save.error, name)) && refusal(save.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button disabled={save.isPending} onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant="primary"
            icon={save.isPending ? 'sync' : undefined}
            busy={save.isPending}
            disabled={save.isPending}
          >
            {save.isPending
              ? 'Trying the connection…'
              : connection.from === 'organization'
                ? 'Save'
                : 'Connect'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What was found there, and what happens now. */
function Connected({ kept, again, onClose }: { kept: ConnectionKept; again: boolean; onClose: () => void }) {
  const title = `${hostOf(kept.url)} is connected`;
  return (
    <Dialog label={title} onClose={onClose}>
      <div className="max-h-[90dvh] overflow-y-auto p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 mb-3 text-ink-2">
          Odoo {kept.check.version} answers.{' '}
          {again
            ? 'A sync has begun.'
            : 'The first sync has begun: it reads everything, and goes on when you leave this page.'}
        </p>
        <CheckedModels check={kept.check} />
        <div className="sticky -bottom-5 -mx-5 mt-4 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
