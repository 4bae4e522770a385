/** Where the bytes of a file are (platform/fileStore.ts); the trigger of migrations/0081_media.sql says the same. */
export const pathOf = ({ workspaceId, id }: { workspaceId: string; id: string }): string => `${workspaceId}/${id}`
