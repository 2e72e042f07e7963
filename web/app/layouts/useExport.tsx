import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { file } from '../api/client';
import { refusal } from '../api/problem';
import { Button } from '../ui/Button';
import { withParams } from '../url/links';
import { compact } from '../url/view';
import { save } from '../util/files';

interface Wanted {
  /** Of the file. */
  name: string;
  /** Where the server has it, below the API's root; null or empty parameters are left out. */
  path: string;
  params: Record<string, string | null | undefined>;
  disabled?: boolean;
}

/** Taking along what a page shows: the button, and why the server did not hand it out where it did not. */
export function useExport({ name, path, params, disabled = false }: Wanted): {
  button: ReactNode;
  problem: ReactNode;
} {
  const take = useMutation({
    mutationFn: () => file(withParams(path, compact(params))),
    onSuccess: (content) => save(name, content),
  });
  return {
    button: (
      <Button
        icon="download"
        busy={take.isPending}
        disabled={take.isPending || disabled}
        onClick={() => take.mutate()}
      >
        Export
      </Button>
    ),
    problem: take.isError && (
      <span role="alert" className="text-worse">
        {refusal(take.error)}
      </span>
    ),
  };
}
