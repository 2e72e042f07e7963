export function tabSeparated(rows: string[][]): string {
  return rows.map((row) => row.map((value) => value.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
}

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
