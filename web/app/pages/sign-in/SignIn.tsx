import { type FormEvent, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { Problem } from '../../api/problem';
import { signIn } from '../../api/session';
import { useSessionState } from '../../layouts/RequireSession';
import { Button } from '../../ui/Button';
import { Mark } from '../../ui/icons';
import { useTheme } from '../../ui/theme';
import { safeTarget } from '../../url/links';
import { duration } from '../../util/format';
import { Horizon } from './Horizon';
import { Providers, providerProblem } from './Providers';

const field = 'mt-1 h-10 w-full rounded-control border border-line-strong bg-surface px-3';

export function SignIn() {
  useTheme();
  const [params] = useSearchParams();
  const state = useSessionState();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
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
      await signIn(email.trim(), password);
    } catch (error) {
      setRefusal(wordsFor(error));
      setBusy(false);
    }
  };

  return (
    <main className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col px-6 py-8 sm:px-12">
        <p className="flex items-center gap-2.5 text-title font-semibold">
          <Mark /> Sightline
        </p>
        <form onSubmit={submit} className="m-auto w-full max-w-80 py-10">
          <h1 className="text-[22px] leading-7 font-semibold">Sign in</h1>
          <p className="mt-1 text-ink-2">See your pipeline, and your team's, as of a moment ago.</p>
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
          <p role="alert" className="min-h-10 pt-2.5 text-small text-worse">
            {refusal}
          </p>
          <Button type="submit" variant="primary" busy={busy} disabled={busy} className="h-10 w-full">
            {busy ? 'Signing in' : 'Sign in'}
          </Button>
          <Providers email={email} to={safeTarget(params.get('to'))} />
        </form>
        <p className="text-small text-ink-3">
          You see only what is yours to see: your own work and your team's.
        </p>
      </div>
      <Horizon />
    </main>
  );
}

function wordsFor(error: unknown): string {
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
  if (error.status === 401) {
    return 'E-mail or password is wrong. Check both and try again.';
  }
  if (error.status === 400) {
    return error.body.errors?.[0]?.message ?? error.message;
  }
  return 'Sightline could not answer. Try again in a moment.';
}
