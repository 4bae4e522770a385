/**
 * What each part of reading leads needs (meta-platform.md 6.1, 7.5, 13.2 row 2.40). All of them belong to the token of a person who may
 * advertise on the Page.
 */
export const permissions = {
  /** Without these there are no leads. */
  needed: ['leads_retrieval', 'pages_manage_metadata', 'pages_show_list', 'pages_read_engagement'],
  /** Lists of forms: without it leads arrive without the form's name, and nothing can be read back. */
  forms: ['pages_manage_ads'],
  /** Names of campaign, ad set and ad. */
  adNames: ['ads_management'],
} as const
