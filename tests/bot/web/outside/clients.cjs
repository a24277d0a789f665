// Ask Parley through a client of the Perspective API that others wrote for Node.
//   node clients.cjs PACKAGE ADDRESS KEY TEXT
// The clients have Google's address built in; their requests are sent to ADDRESS instead.
const [, , name, address, key, text] = process.argv;

const folder = require.resolve(name);
const axios = require(require.resolve("axios", { paths: [folder] }));
axios.interceptors.request.use((request) => {
  request.url = request.url.replace("https://commentanalyzer.googleapis.com", address);
  return request;
});

const asks = {
  "perspective-api-client": (Client) =>
    new Client({ apiKey: key }).analyze(text, { attributes: ["toxicity", "insult"] }),
  "@conversationai/perspectiveapi-js-client": ({ Client }) =>
    new Client(key).getScores(text, { attributes: ["TOXICITY", "INSULT"] }),
};

asks[name](require(name)).then(
  (answer) => console.log(JSON.stringify({ answer })),
  (error) => console.log(JSON.stringify({ error: error.message })),
);
