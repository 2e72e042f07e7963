import { type FormEvent, useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { signIn } from '../../api/session';
import { useSessionState } from '../../layouts/RequireSession';
import { Button } from '../../ui/Button';
import { safeTarget, to } from '../../url/links';
import { Code } from './Code';
import { Outside, OutsideTitle, Refusal } from './Outside';
import { Providers, providerProblem } from './Providers';
import { wordsFor } from './words';

const field = 'mt-1 h-10 w-full rounded-control border border-line-strong bg-surface px-3';

export function SignIn() {
  const [params] = useSearchParams();
  const state = useSessionState();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [challenge, setChallenge] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(() => providerProblem(params.get('problem')));

  if (state === 'in') {
    return <Navigate to={safeTarget(params.get('to'))} replace />;
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      setChallenge(await signIn(email.trim(), password));
    } catch (error) {
      setRefusal(wordsFor(error));
    }
    setBusy(false);
  };

  if (challenge !== null) {
    return (
      <Outside>
        <Code
          challenge={challenge}
          onAgain={(why) => {
            setChallenge(null);
            setPassword('');
            setRefusal(why);
          }}
        />
      </Outside>
    );
  }

  return (
    <Outside foot="You see only what is yours to see: your own work and your team's.">
      <form onSubmit={submit}>
        <OutsideTitle title="Sign in">See your pipeline, and your team's, as of a moment ago.</OutsideTitle>
        <label className="mt-7 block font-medium">
          E-mail
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            // biome-ignore lint/a11y/noAutofocus: the page has one purpose, and this is its first field
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className={`${field} font-normal`}
          />
        </label>
        <label className="mt-4 block font-medium">
          Password
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            className={`${field} font-normal`}
          />
        </label>
        <Refusal>{refusal}</Refusal>
        <Button type="submit" variant="primary" busy={busy} disabled={busy} className="h-10 w-full">
          {busy ? 'Signing in' : 'Sign in'}
        </Button>
        <p className="mt-4">
          <Link to={to.forgotPassword()} className="font-medium text-accent underline underline-offset-3">
            Forgot your password?
          </Link>
        </p>
        <Providers email={email} to={safeTarget(params.get('to'))} />
      </form>
    </Outside>
  );
}
