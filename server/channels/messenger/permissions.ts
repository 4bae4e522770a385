/**
 * What each part of a Page needs (meta-platform.md 4.3, 4.4, 6.1, 7.5, 13.2 row 2.40, 13.6). Leads belong to the token of a person who may
 * advertise on the Page.
 */
export const permissions = {
  /** Without these there are no leads. */
  needed: ['leads_retrieval', 'pages_manage_metadata', 'pages_show_list', 'pages_read_engagement'],
  /** Lists of forms: without it leads arrive without the form's name, and nothing can be read back. */
  forms: ['pages_manage_ads'],
  /** Names of campaign, ad set and ad. */
  adNames: ['ads_management'],
  /** Conversations, and private replies to comments. */
  messages: ['pages_messaging', 'pages_manage_metadata'],
  /** Comments with their texts and authors, and replies under them. */
  comments: ['pages_read_user_content', 'pages_manage_engagement', 'pages_manage_metadata'],
} as const
