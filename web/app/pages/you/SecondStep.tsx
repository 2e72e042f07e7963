import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../../api/client';
import { secondFactorQuery } from '../../api/queries';
import type { SecondFactorPasswordProof, SecondFactorRecoveryCodes } from '../../api/schema';
import { Failed } from '../../layouts/Failed';
import { Button } from '../../ui/Button';
import { Panel, Skeleton } from '../../ui/Panel';
import { counted, instant } from '../../util/format';
import { Enrol } from './Enrol';
import { Prove } from './Prove';
import { RecoveryCodes } from './RecoveryCodes';

type Doing = 'enrol' | 'renew' | 'remove' | null;

/** One's own second step at signing in: on, off, and its recovery codes. */
export function SecondStep() {
  const client = useQueryClient();
  const answer = useQuery(secondFactorQuery());
  const [doing, setDoing] = useState<Doing>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = () => void client.invalidateQueries({ queryKey: ['second-factor'] });
  const close = () => setDoing(null);
  const show = (fresh: string[]) => {
    changed();
    setDoing(null);
    setCodes(fresh);
  };
  const state = answer.data;
  return (
    <Panel title="Second step" note="A code of an app, after the password">
      {answer.isPending && <Skeleton className="h-9 w-80" />}
      {answer.isError && !state && <Failed answer={answer} />}
      {state && !state.possible && (
        <p className="text-ink-2">
          You do not sign in with a password here, so it is for your organisation's sign-in to ask for more.
        </p>
      )}
      {state?.possible && !state.since && (
        <div className="flex flex-wrap items-center gap-3">
          <p className="max-w-xl flex-1 text-ink-2">
            Whoever gets hold of your password cannot sign in with it alone. You need an authenticator app on
            your phone.
          </p>
          <Button onClick={() => setDoing('enrol')}>Turn it on</Button>
        </div>
      )}
      {state?.since && (
        <div className="flex flex-wrap items-center gap-3">
          <p className="flex-1 text-ink-2" data-testid="second-step">
            On since {instant(state.since)}.{' '}
            {state.recovery_codes > 0
              ? `${counted(state.recovery_codes, 'recovery code is', 'recovery codes are')} left.`
              : 'No recovery code is left: make new ones, so that you get in without your phone.'}
          </p>
          <Button onClick={() => setDoing('renew')}>New recovery codes</Button>
          <Button onClick={() => setDoing('remove')}>Turn it off</Button>
        </div>
      )}
      {doing === 'enrol' && <Enrol onDone={show} onClose={close} />}
      {doing === 'renew' && (
        <Prove
          title="Make new recovery codes?"
          doIt="Make them"
          action={(proof: SecondFactorPasswordProof) =>
            post<SecondFactorRecoveryCodes>('/second-factor/recovery-codes', proof)
          }
          onDone={(made) => show(made.recovery_codes)}
          onClose={close}
        >
          Those that you have kept are good no more.
        </Prove>
      )}
      {doing === 'remove' && (
        <Prove
          title="Turn the second step off?"
          doIt="Turn it off"
          action={(proof: SecondFactorPasswordProof) => post<void>('/second-factor/removal', proof)}
          onDone={() => {
            changed();
            close();
          }}
          onClose={close}
        >
          You sign in with your password alone then.
        </Prove>
      )}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Panel>
  );
}
