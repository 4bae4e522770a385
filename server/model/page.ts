/** One page of a list: its rows, and where the next one begins; null after the last. */
export type PageOf<Item> = { data: Item[]; nextCursor: string | null }
