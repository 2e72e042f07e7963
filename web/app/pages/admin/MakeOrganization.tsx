import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import type { OrganizationsOrganizationWish } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';

const fields = [
  { id: 'name', label: 'Name', note: undefined, required: true },
  {
    id: 'slug',
    label: 'Short name',
    note: 'Lower-case letters, digits and hyphens; it stays',
    required: true,
  },
  { id: 'currency', label: 'Currency', note: 'Such as EUR; all figures are converted to it', required: true },
  {
    id: 'time_zone',
    label: 'Time zone',
    note: 'Where its days begin, such as Europe/Brussels',
    required: true,
  },
  {
    id: 'administrator_email',
    label: 'E-mail of its first administrator',
    note: 'May sign in to another organisation already',
    required: false,
  },
] as const;

type Values = Record<(typeof fields)[number]['id'], string>;

export function MakeOrganization({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const [values, setValues] = useState<Values>({
    name: '',
    slug: '',
    currency: 'EUR',
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    administrator_email: '',
  });
  const make = useMutation({
    mutationFn: () =>
      post('/organizations', {
        ...values,
        administrator_email: values.administrator_email.trim() || null,
      } satisfies OrganizationsOrganizationWish),
    onSuccess: () => {
      onMade();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Dialog label="Make an organisation" onClose={onClose}>
      <form className="max-h-[90dvh] overflow-y-auto p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">Make an organisation</h2>
        {fields.map(({ id, ...field }) => (
          <Field
            key={id}
            {...field}
            className="mt-3"
            value={values[id]}
            onChange={(event) => setValues({ ...values, [id]: event.target.value })}
          />
        ))}
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {make.isError && refusal(make.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={make.isPending} disabled={make.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
