import { useQuery } from '@tanstack/react-query';
import { hierarchyQuery } from './queries';

/** The name of someone the viewer sees; null for no one in particular. */
export function usePersonName(id: string | null): string | null {
  const people = useQuery({ ...hierarchyQuery(), enabled: id !== null }).data?.people;
  return id === null ? null : (people?.find((person) => person.user_id === id)?.name ?? 'This person');
}
