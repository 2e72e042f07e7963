import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { put, remove } from '../../api/client';
import { providersQuery, useVisiting } from '../../api/queries';
import type { SignInProvider } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Button } from '../../ui/Button';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { CheckProvider } from './CheckProvider';
import { ProviderForm, wishOf } from './ProviderForm';
import { ProviderRow } from './ProviderRow';

export interface ProviderDeed {
  kind: 'change' | 'check' | 'disable' | 'enable' | 'remove';
  provider: SignInProvider;
}

/** Where the organisation's people sign in, beside their passwords. */
export default function ProvidersPage() {
  const client = useQueryClient();
  const answer = useQuery(providersQuery());
  const visiting = useVisiting();
  const [adding, setAdding] = useState(false);
  const [deed, setDeed] = useState<ProviderDeed | null>(null);
  const providers = answer.data?.items ?? [];
  const redirectUri = answer.data?.redirect_uri ?? '';
  const changed = () => void client.invalidateQueries({ queryKey: ['sign-in-providers'] });
  const close = () => setDeed(null);
  return (
    <>
      <PageHead
        title="Sign-in"
        actions={
          !visiting && (
            <Button variant="primary" onClick={() => setAdding(true)}>
              Add a provider
            </Button>
          )
        }
      >
        Where your people sign in, beside their passwords: Microsoft 365, or another provider of OpenID
        Connect.
        {visiting && ' Visitors add and change none, as that would outlive the visit.'}
      </PageHead>
      <div className="px-4 pb-8 md:px-6">
        <Panel title="Providers" flush>
          {answer.isPending && [1, 2].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
          {answer.isError && providers.length === 0 && <Failed answer={answer} />}
          {answer.isSuccess && providers.length === 0 && (
            <Message title="There is no provider yet">
              {visiting
                ? 'Its administrators add theirs, and people with an e-mail address of the company sign in there.'
                : 'Add yours, and people with an e-mail address of your company sign in there. Whoever is new waits for your approval.'}
            </Message>
          )}
          <ul data-testid="providers">
            {providers.map((provider) => (
              <ProviderRow
                key={provider.id}
                provider={provider}
                fixed={visiting}
                onDeed={(kind) => setDeed({ kind, provider })}
              />
            ))}
          </ul>
        </Panel>
      </div>
      {adding && <ProviderForm redirectUri={redirectUri} onDone={changed} onClose={() => setAdding(false)} />}
      {deed?.kind === 'change' && (
        <ProviderForm redirectUri={redirectUri} provider={deed.provider} onDone={changed} onClose={close} />
      )}
      {deed?.kind === 'check' && <CheckProvider provider={deed.provider} onClose={close} />}
      {deed && <Deed deed={deed} onDone={changed} onClose={close} />}
    </>
  );
}

/** What others notice, after asking. */
function Deed({
  deed: { kind, provider },
  onDone,
  onClose,
}: {
  deed: ProviderDeed;
  onDone: () => void;
  onClose: () => void;
}) {
  const place = `/sign-in-providers/${provider.id}`;
  const enabled = (on: boolean) => put(place, { ...wishOf(provider), enabled: on });
  switch (kind) {
    case 'disable':
      return (
        <Ask
          title={`Disable ${provider.name}?`}
          doIt="Disable"
          action={() => enabled(false)}
          onDone={onDone}
          onClose={onClose}
        >
          Nobody can sign in by it from now on, and whoever came in by it is signed out. Passwords go on
          working. You can enable it again.
        </Ask>
      );
    case 'enable':
      return (
        <Ask
          title={`Enable ${provider.name}?`}
          doIt="Enable"
          action={() => enabled(true)}
          onDone={onDone}
          onClose={onClose}
        >
          People with an e-mail address of {provider.domains.join(', ')} can sign in by it from now on.
        </Ask>
      );
    case 'remove':
      return (
        <Ask
          title={`Remove ${provider.name}?`}
          doIt="Remove the provider"
          action={() => remove(place)}
          onDone={onDone}
          onClose={onClose}
        >
          Whoever came in by it is signed out, and its secret is deleted. Accounts stay; those without a
          password cannot sign in until there is a provider again.
        </Ask>
      );
    default:
      return null;
  }
}
