import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post, put } from '../../api/client';
import { refusal } from '../../api/problem';
import type { ProviderFormProviderWish } from '../../api/schema';
import type { SignInProvider } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';

type Kind = SignInProvider['kind'];

/** Microsoft's own address is not asked for: it is the usual one. */
const microsoft = 'https://login.microsoftonline.com';

/** The provider as it is; its secret stays. */
export const wishOf = (provider: SignInProvider): ProviderFormProviderWish => ({
  kind: provider.kind,
  name: provider.name,
  issuer: provider.issuer,
  tenants: provider.tenants,
  domains: provider.domains,
  client_id: provider.client_id,
  client_secret: null,
  enabled: provider.enabled,
});

/** How the issuer is kept: whoever copies the address of the description means the same. */
const issuerOf = (text: string) => text.trim().replace(/\/\.well-known\/openid-configuration$/, '');

/** Whether the secret that is kept may go on: the server sends it nowhere but where it was given for. */
const keepsSecret = (kept: SignInProvider | undefined, wish: { issuer: string; client_id: string }) =>
  kept !== undefined && kept.issuer === issuerOf(wish.issuer) && kept.client_id === wish.client_id.trim();

const listed = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

/** Adds a provider, or changes one. */
export function ProviderForm({
  provider,
  redirectUri,
  onDone,
  onClose,
}: {
  provider?: SignInProvider;
  /** What the provider has to be told. */
  redirectUri: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const [kind, setKind] = useState<Kind>(provider?.kind ?? 'ENTRA');
  const [values, setValues] = useState({
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    tenants: provider?.tenants.join(' ') ?? '',
    domains: provider?.domains.join(' ') ?? '',
    client_id: provider?.client_id ?? '',
    client_secret: '',
  });
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  const save = useMutation({
    mutationFn: () => {
      const wish: ProviderFormProviderWish = {
        kind,
        name: values.name.trim() || (kind === 'ENTRA' ? 'Microsoft' : ''),
        issuer: kind === 'ENTRA' ? values.issuer || microsoft : values.issuer.trim(),
        tenants: kind === 'ENTRA' ? listed(values.tenants) : [],
        domains: listed(values.domains),
        client_id: values.client_id.trim(),
        client_secret: values.client_secret || null,
        enabled: provider?.enabled ?? true,
      };
      return provider ? put(`/sign-in-providers/${provider.id}`, wish) : post('/sign-in-providers', wish);
    },
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const keeps = keepsSecret(provider, values);
  const title = provider ? `Change ${provider.name}` : 'Add a provider';
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="max-h-[90dvh] overflow-y-auto p-5" onSubmit={submit} autoComplete="off">
        <h2 className="text-title font-semibold">{title}</h2>
        {!provider && (
          <div className="mt-4">
            <Segmented
              label="Kind of provider"
              value={kind}
              choices={[
                { value: 'ENTRA', label: 'Microsoft 365' },
                { value: 'OIDC', label: 'Another' },
              ]}
              onChange={setKind}
            />
          </div>
        )}
        <p className="mt-4 font-medium">Redirect address</p>
        <output
          data-testid="redirect-uri"
          className="mt-1 block rounded-control bg-sunken px-3 py-2 font-mono text-small break-all select-all"
        >
          {redirectUri}
        </output>
        <p className="mt-1 text-small text-ink-3">Enter it at the provider, where you register Sightline.</p>
        <Field
          label="Name"
          note="On the button: Continue with …"
          className="mt-4"
          required={kind === 'OIDC'}
          maxLength={60}
          placeholder={kind === 'ENTRA' ? 'Microsoft' : undefined}
          {...field('name')}
        />
        {kind === 'ENTRA' ? (
          <Field
            label="Directory (tenant) id"
            note="Several with blanks between; only their people come in"
            className="mt-4"
            required
            {...field('tenants')}
          />
        ) : (
          <Field
            label="Issuer"
            note="Or the address that ends in /.well-known/openid-configuration"
            className="mt-4"
            required
            {...field('issuer')}
          />
        )}
        <Field label="Application (client) id" className="mt-4" required {...field('client_id')} />
        <Field
          label="Client secret"
          note={
            keeps
              ? 'Leave it empty to keep the one there is'
              : provider
                ? 'The secret that is kept goes nowhere else: another issuer or client id needs its own'
                : 'Kept encrypted, and never shown again'
          }
          className="mt-4"
          type="password"
          autoComplete="new-password"
          required={!keeps}
          placeholder={keeps ? 'unchanged' : undefined}
          {...field('client_secret')}
        />
        <Field
          label="E-mail domains"
          note="Such as acme.com; whose addresses the provider vouches for"
          className="mt-4"
          required
          {...field('domains')}
        />
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {save.isError && refusal(save.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={save.isPending}>
            {provider ? 'Save' : 'Add the provider'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
