import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import type { ApiKeysKeyMade, ApiKeysKeyWish } from '../../api/schema';
import type { KnownKey } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Once } from '../../ui/Once';
import { Select } from '../../ui/Select';
import { scopes } from './scopes';

const lives = [30, 90, 180, 365];
const aDay = 86_400_000;

/** Makes a key and shows it: this once, so the dialog closes by its button alone. */
export function MakeKey({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<KnownKey['scope']>('READ_ONLY');
  const [life, setLife] = useState('90');
  const make = useMutation({
    mutationFn: () =>
      post<ApiKeysKeyMade>('/api-keys', {
        name,
        scope,
        expires_at: new Date(Date.now() + Number(life) * aDay).toISOString(),
      } satisfies ApiKeysKeyWish),
    onSuccess: onMade,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data) {
    return <Shown made={make.data} onClose={onClose} />;
  }
  return (
    <Dialog label="Make a key" onClose={onClose}>
      <form className="p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">Make a key</h2>
        <Field
          label="Name"
          note="What it is for, such as the service that gets it"
          className="mt-4"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="mt-4">
          <legend className="font-medium">It may</legend>
          {(Object.keys(scopes) as KnownKey['scope'][]).map((each) => (
            <label key={each} className="mt-1.5 flex items-baseline gap-2">
              <input
                type="radio"
                name="scope"
                className="accent-accent"
                checked={scope === each}
                onChange={() => setScope(each)}
              />
              <span>
                {scopes[each].name} <span className="text-ink-3">· {scopes[each].means.toLowerCase()}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="mt-4 flex items-center gap-3">
          <span className="font-medium">Good for</span>
          <Select label="Good for" value={life} onChange={setLife}>
            {lives.map((days) => (
              <option key={days} value={days}>
                {days} days
              </option>
            ))}
          </Select>
        </div>
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {make.isError && refusal(make.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={make.isPending} disabled={make.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Shown({ made, onClose }: { made: ApiKeysKeyMade; onClose: () => void }) {
  return (
    <Dialog label="The key" onClose={() => undefined}>
      <div className="p-5">
        <h2 className="text-title font-semibold">Keep this key now</h2>
        <p className="mt-2 text-ink-2">
          It is shown this once: Sightline keeps only a fingerprint of it. Put it where {made.known.name}{' '}
          finds it, and nowhere else.
        </p>
        <Once text={made.key} testId="key" done="I have kept it" onDone={onClose} />
      </div>
    </Dialog>
  );
}
