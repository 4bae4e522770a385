/** What a password has to have at least. */
export const shortestPassword = 10
