import type { ConnectionCheck } from '../../../api/types';
import { count, undefinedMark } from '../../../util/format';

/** What may be read there, and how much of it there is. */
export function CheckedModels({ check }: { check: ConnectionCheck }) {
  return (
    <table className="w-full" data-testid="checked">
      <caption className="sr-only">What may be read</caption>
      <thead>
        <tr className="text-small text-ink-3">
          <th scope="col" className="py-1 text-left font-medium">
            What is read
          </th>
          <th scope="col" className="py-1 pl-4 text-right font-medium">
            Records
          </th>
        </tr>
      </thead>
      <tbody>
        {check.models.map((model) => (
          <tr key={model.model}>
            <th
              scope="row"
              title={model.model}
              className="border-t border-line py-1 text-left align-top font-normal"
            >
              {model.label}
              {model.problem && (
                <span
                  className={`block text-small break-words ${!model.readable && model.required ? 'text-worse' : 'text-ink-3'}`}
                >
                  {!model.readable && (model.required ? 'Needed: ' : 'Left out: ')}
                  {model.problem}
                </span>
              )}
            </th>
            <td className="border-t border-line py-1 pl-4 text-right align-top">
              {model.readable && model.records !== null ? (
                count(model.records)
              ) : (
                <span className="text-ink-3">{undefinedMark}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
