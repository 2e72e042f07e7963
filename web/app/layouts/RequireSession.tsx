import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Navigate, useLocation } from 'react-router';
import { refresh, session } from '../api/session';
import { Button } from '../ui/Button';
import { Message } from '../ui/Panel';
import { to } from '../url/links';
import { PageSkeleton } from './PageSkeleton';

export function useSessionState() {
  return useSyncExternalStore(session.subscribe, session.state);
}

/** A page opened fresh holds no token: the cookie decides, silently, whether to ask for a password. */
export function RequireSession({ children }: { children: ReactNode }) {
  const state = useSessionState();
  const location = useLocation();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (state === 'unknown' && !failed) {
      refresh().catch(() => setFailed(true));
    }
  }, [state, failed]);

  if (state === 'out') {
    return <Navigate to={to.signIn(location.pathname + location.search)} replace />;
  }
  if (state === 'unknown') {
    return failed ? (
      <Message
        tone="error"
        title="Sightline cannot be reached"
        action={<Button onClick={() => setFailed(false)}>Try again</Button>}
      >
        Check your connection. You stay signed in.
      </Message>
    ) : (
      <PageSkeleton />
    );
  }
  return children;
}
