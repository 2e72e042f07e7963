import { Dialog } from '../../ui/Dialog';
import { Once } from '../../ui/Once';

/** Shown this once: Sightline keeps only fingerprints of them. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog label="Recovery codes" onClose={() => undefined}>
      <div className="p-5">
        <h2 className="text-title font-semibold">Keep these recovery codes</h2>
        <p className="mt-2 text-ink-2">
          Each lets you in once without your phone. They are shown this once; keep them where your password is
          not.
        </p>
        <Once text={codes.join('\n')} testId="recovery-codes" done="I have kept them" onDone={onClose} />
      </div>
    </Dialog>
  );
}
