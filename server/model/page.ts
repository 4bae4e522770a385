/** One page of a list: its rows and the cursor of the next page; null after the last. */
export type PageOf<Item> = { data: Item[]; nextCursor: string | null }
