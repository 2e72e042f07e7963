/** A few sentences under a heading. */
export function Sentences({ title, all }: { title: string; all: string[] }) {
  return (
    <>
      <h3 className="mt-4 font-semibold">{title}</h3>
      <ul className="mt-1 list-disc space-y-1 pl-5 text-ink-2 marker:text-ink-3">
        {all.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
