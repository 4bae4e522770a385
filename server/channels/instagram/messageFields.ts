/** The fields of a message that are read back (meta-platform.md 3.5). */
export const messageFields = 'from,to,message,attachments,story,is_unsupported'
