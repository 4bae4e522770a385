/** The minimum length of a password. */
export const shortestPassword = 10
