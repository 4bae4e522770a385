/** What changes a conversation, its place in the list or its history. */
export const conversationTopics = ['conversations', 'messages', 'events', 'contacts']
