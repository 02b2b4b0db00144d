/** Operations are read when the page is built. */
declare module '*.graphql' {
  const text: string;
  export default text;
}
