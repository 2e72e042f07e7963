import { Navigate, useLocation } from 'react-router';
import type { SignedIn } from '../api/types';
import { Message } from '../ui/Panel';
import { to } from '../url/links';

/** Where records are not open to whoever is signed in: why, or the place that is theirs. Null where the page may show. */
export function useShut(session: SignedIn | undefined): React.ReactNode {
  const { pathname } = useLocation();
  if (!session || pathname.startsWith('/you/')) {
    return null;
  }
  const name = session.organization.name;
  if (session.suspended) {
    return (
      <Message page title={`${name} is suspended`}>
        Nothing can be seen or done here for now, and nothing is lost. Ask whoever runs Sightline for you.
      </Message>
    );
  }
  if (session.role === 'PENDING') {
    return (
      <Message page title="Your account waits for approval">
        You are signed in as {session.email}. An administrator of {name} has to let you in first; they see
        that you wait. This page opens by itself when they have.
      </Message>
    );
  }
  if (session.permissions.includes('view_records') || pathname.startsWith('/admin')) {
    return null;
  }
  return session.permissions.includes('manage_organizations') ? (
    <Navigate to={to.organizations()} replace />
  ) : (
    <Message page title="This is not open to you">
      Ask an administrator if you need it for your work.
    </Message>
  );
}
