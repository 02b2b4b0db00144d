declare module 'wasl:operations' {
  const operations: readonly { readonly name: string; readonly query: string }[];
  export default operations;
}

declare module '*.css';
