/** What the server puts in the place of the name of somebody who is forgotten. */
export const isErased = (name: string | null | undefined) => name === 'erased';

/** An account that was closed when its person was forgotten keeps an address that is nobody's. */
export const isErasedAddress = (email: string) => /^erased-[0-9a-f-]+@erased\.invalid$/.test(email);
