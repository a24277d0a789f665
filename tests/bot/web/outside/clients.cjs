// Ask Parley through a client that others wrote for Node, with its defaults.
//   node clients.cjs PACKAGE ADDRESS KEY TEXT
// Clients of Perspective have Google's address built in; their requests are sent to ADDRESS instead.
const [, , name, address, key, text] = process.argv;

function leadToAddress(folder) {
  const axios = require(require.resolve("axios", { paths: [folder] }));
  axios.interceptors.request.use((request) => {
    request.url = request.url.replace("https://commentanalyzer.googleapis.com", address);
    return request;
  });
}

const asks = {
  "perspective-api-client": (Client) => new Client({ apiKey: key }).analyze(text),
  "@conversationai/perspectiveapi-js-client": ({ Client }) => new Client(key).getScores(text),
  openai: (Client) =>
    new Client({ baseURL: `${address}/v1`, apiKey: key }).moderations.create({ input: text }),
};

if (name !== "openai") leadToAddress(require.resolve(name));
asks[name](require(name)).then(
  (answer) => console.log(JSON.stringify({ answer })),
  (error) => console.log(JSON.stringify({ error: error.message })),
);
