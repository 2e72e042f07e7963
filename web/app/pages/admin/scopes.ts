/** What a service with a key may do. */
export const scopes = {
  READ_ONLY: { name: 'Read', means: 'Sees all records of the organisation and changes nothing' },
  INGEST: { name: 'Publish', means: 'Publishes events and sees nothing' },
} as const;
