import { clsx, type ClassValue } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Joins class names; of two that contradict each other, the later one wins. In: names, objects, lists. Out: one string. Errors: none. */
export const classes = (...names: ClassValue[]) => twMerge(clsx(names))
