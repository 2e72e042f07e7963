import { Dialog } from '../../ui/Dialog';
import { Once } from '../../ui/Once';

/** A link that Sightline could not mail: for the administrator to hand on, shown this once. */
export function HandOn({
  title,
  path,
  children,
  onClose,
}: {
  title: string;
  /** Of the page that the link opens. */
  path: string;
  children: string;
  onClose: () => void;
}) {
  return (
    <Dialog label={title} onClose={() => undefined}>
      <div className="p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 text-ink-2">
          This Sightline sends no mail, so the link is yours to hand on. {children} Whoever has it gets in, so
          send it to nobody else; it is shown this once.
        </p>
        <Once
          text={window.location.origin + path}
          testId="link"
          done="I have handed it on"
          onDone={onClose}
        />
      </div>
    </Dialog>
  );
}
