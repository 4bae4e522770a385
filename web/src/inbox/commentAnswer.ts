/** The comment that the next message answers: under the post, or by a private reply. */
export type CommentAnswer = { commentId: string; isPublic: boolean; text: string | null }
