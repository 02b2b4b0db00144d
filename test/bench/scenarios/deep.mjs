// The schema, the data sizes and the query of the public gateways benchmark, with data of our own:
// https://github.com/the-guild-org/graphql-gateways-benchmark (six users, nine products, eleven reviews).
const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])';

const reviewLengths = [446, 291, 277, 143, 446, 291, 277, 143, 143, 143, 832];
const reviewedProducts = ['1', '1', '1', '1', '2', '2', '2', '2', '3', '4', '4'];
const prices = [900, 1300, 20, 500, 1300, 7000, 4000, 90_000, 9000];
const weights = [100, 1000, 20, 110, 1000, 300, 2000, 6000, 800];

const users = new Map(
  ['Rima Aswad', 'Hani Darwish', 'Lina Qabbani', 'Ziad Hamwi', 'Mona Saleh', 'Fadi Nasser'].map((name, at) => [
    String(at + 1),
    { id: String(at + 1), name, username: name.split(' ')[0].toLowerCase(), birthday: 1_000_000_000 + at },
  ]),
);
const products = new Map(
  prices.map((price, at) => [
    String(at + 1),
    { upc: String(at + 1), name: `Product ${at + 1}`, price, weight: weights[at] },
  ]),
);
const firstUser = { id: '1', username: users.get('1').username };
const reviews = reviewLengths.map((length, at) => ({
  id: String(at + 1),
  body: 'Good work and a fair price. '.repeat(40).slice(0, length),
  product: { upc: reviewedProducts[at] },
  author: firstUser,
}));

const subgraphs = {
  accounts: {
    sdl: `${link}
      type Query { me: User user(id: ID!): User users: [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
    resolvers: {
      Query: { me: () => users.get('1'), user: (_, { id }) => users.get(id), users: () => [...users.values()] },
      User: { resolveReference: ({ id }) => users.get(id) },
    },
  },
  inventory: {
    sdl: `${link}
      type Product @key(fields: "upc") {
        upc: String!
        weight: Int @external
        price: Int @external
        inStock: Boolean
        shippingEstimate: Int @requires(fields: "price weight")
      }`,
    resolvers: {
      Product: { resolveReference: (product) => product, inStock: ({ upc }) => Number(upc) % 3 > 0, shippingEstimate },
    },
  },
  products: {
    sdl: `${link}
      type Query { topProducts(first: Int = 5): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: (_, { first = 5 }) => [...products.values()].slice(0, first) },
      Product: { resolveReference: ({ upc }) => products.get(upc) },
    },
  },
  reviews: {
    sdl: `${link}
      type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
      type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: { resolveReference: ({ id }) => reviews[Number(id) - 1] },
      User: { resolveReference: ({ id }) => users.get(id), reviews: () => reviews.slice(0, 2) },
      Product: {
        resolveReference: (product) => product,
        reviews: ({ upc }) => reviews.filter(({ product }) => product.upc === upc),
      },
    },
  },
};

function shippingEstimate({ price, weight }) {
  if (price > 1000) return 0;
  return weight === undefined ? null : Math.floor(weight / 2);
}

const reviewTree = 'id body author { id username reviews { id body product { upc } } }';
const inProducts = ['topProducts', '@'];
const ofUsers = ['users', '@', 'reviews', '@', 'product'];
const author = ['reviews', '@', 'author'];
const deepest = [...author, 'reviews', '@', 'product'];

// The fetches of Apollo's plan, one by one, so that the floor makes the same sixteen.
const reviewsAt = (at, type, key, fields) => ({
  subgraph: 'reviews',
  at,
  type,
  key: [key],
  fields: `reviews { ${fields} }`,
});
const nameAt = (at) => ({ subgraph: 'accounts', at, type: 'User', key: ['id'], fields: 'name' });
const productAt = (at) => ({ subgraph: 'products', at, type: 'Product', key: ['upc'], fields: 'name price weight' });
const inStockAt = (at) => ({ subgraph: 'inventory', at, type: 'Product', key: ['upc'], fields: 'inStock' });
const shippingAt = (at, fields = 'shippingEstimate') => ({
  subgraph: 'inventory',
  at,
  type: 'Product',
  key: ['upc', 'price', 'weight'],
  fields,
});
const everyProduct = [ofUsers, [...ofUsers, ...deepest], [...inProducts, ...deepest]];

/** (c) The deep query of the public benchmark. */
export const deep = {
  id: 'c',
  title: "the public gateways benchmark's deep query",
  subgraphs,
  query: `fragment User on User { id username name }
    fragment Review on Review { id body }
    fragment Product on Product { inStock name price shippingEstimate upc weight }
    query TestQuery {
      users {
        ...User
        reviews {
          ...Review
          product {
            ...Product
            reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
          }
        }
      }
      topProducts {
        ...Product
        reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
      }
    }`,
  variablesOf: () => ({}),
  gateways: ['floor', 'wasl', 'wasl-shared', 'apollo', 'hive', 'hive-rust', 'grafbase'],
  floor: [
    [
      { subgraph: 'accounts', query: '{ users { id username name } }' },
      { subgraph: 'products', query: '{ topProducts { upc name price weight } }' },
    ],
    [
      reviewsAt(['users', '@'], 'User', 'id', `id body product { upc reviews { ${reviewTree} } }`),
      reviewsAt(inProducts, 'Product', 'upc', reviewTree),
      shippingAt(inProducts, 'inStock shippingEstimate'),
    ],
    [
      ...everyProduct.flatMap((at) => [productAt(at), inStockAt(at)]),
      nameAt([...ofUsers, ...author]),
      nameAt([...inProducts, ...author]),
    ],
    everyProduct.map((at) => shippingAt(at)),
  ],
};
