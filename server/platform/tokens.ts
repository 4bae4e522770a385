import { randomBytes } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** A random word of 20 small letters and digits (100 bits) that people can copy and links can carry. */
export const newToken = (): string => Array.from(randomBytes(20), (byte) => letters[byte & 31]).join('')
