import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refusal } from '../../api/problem';
import { domainOf, leaveFor, offeredQuery } from '../../api/providers';
import { Button } from '../../ui/Button';

/** Long enough for whoever types on. */
const pause = 300;

/** The organisation's own ways to sign in, once the e-mail says which organisation that is. */
export function Providers({ email, to }: { email: string; to: string }) {
  const domain = useSettled(domainOf(email));
  const offered = useQuery(offeredQuery(domain)).data?.items ?? [];
  const leave = useMutation({
    mutationFn: (provider: (typeof offered)[number]) =>
      leaveFor(provider, domainOf(email) ? email.trim() : '', to),
  });
  return (
    <div className="min-h-16 pt-4" data-testid="providers">
      {offered.map((provider) => (
        <Button
          key={provider.id}
          className="mb-2 h-10 w-full"
          disabled={leave.isPending}
          busy={leave.isPending && leave.variables.id === provider.id}
          title={provider.organization_name}
          onClick={() => leave.mutate(provider)}
        >
          Continue with {provider.name}
        </Button>
      ))}
      <p role="alert" className="text-small text-worse">
        {leave.isError && refusal(leave.error)}
      </p>
    </div>
  );
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

const words: Record<string, string> = {
  lost: 'That sign-in was not finished: it took too long, or was begun in another window. Try again.',
  cancelled: 'You were not signed in there. Try again, or use your password.',
  unreachable: 'Your company’s sign-in could not be reached. Try again in a moment, or use your password.',
  not_trusted: 'Your company’s sign-in gave an answer that Sightline cannot trust. Tell your administrator.',
  email_not_verified:
    'Your company’s sign-in does not vouch for your e-mail address. Ask your administrator.',
  other_domain: 'Your e-mail address is not one that may sign in this way. Ask your administrator.',
  not_open: 'You cannot sign in this way. Use your password, or ask your administrator.',
};

/** Why signing in at a provider came to nothing; null for a word that is none of ours. */
export const providerProblem = (problem: string | null) => (problem && words[problem]) || null;
