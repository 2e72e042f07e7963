package dev.sightline.simulator;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Names of people, accounts and deals, as one would meet them in a company that sells across borders. */
final class Names {
    private static final List<String> GIVEN = words("""
            Amara Anders Aisha Aleksander Alice Amélie Andrea Anika Antonio Arjun Astrid Beatriz Benedikt Bojana Brigid
            Camille Carlos Catarina Chiara Chidi Claire Dagny Daniel Dario Deepa Diego Dominik Ebba Eduardo Eilidh Elena
            Emeka Emil Emre Esther Fatima Felix Fiona Francesca Freya Gabriel Giulia Grace Greta Gustav Hana Hannah Haruki
            Helena Henrik Hugo Ibrahim Ida Imani Ines Ingrid Isabel Ivan Jakob James Jana Javier Jelena Jens Joana Johan
            Jonas Joseph Julia Kamal Karin Katarzyna Kenji Khadija Kwame Lars Laura Leila Leo Lina Linh Lucas Lucía Maeve
            Magnus Maja Malik Marco Maria Marta Mateo Matthias Mei Mia Michał Mila Minh Miriam Nadia Naomi Nikhil Nils
            Noah Nora Olivia Omar Oscar Paolo Patrick Paula Pedro Petra Priya Rafael Rania Ravi Rosa Ruben Ruth Samir Sara
            Sebastian Selma Signe Simon Sofia Stefan Svenja Tariq Tereza Theo Thomas Tomás Ulrike Valentina Victor Wei
            Yara Yasmin Yuki Zainab Zoe""");

    private static final List<String> FAMILY = words("""
            Abebe Adeyemi Ahmed Almeida Andersen Andersson Araújo Bakker Banerjee Bauer Becker Bergström Bianchi Brandt
            Byrne Campbell Carvalho Chen Clarke Costa Cruz Da-Silva Dahl Das De-Vries Demir Diallo Dubois Eriksen Evans
            Farah Fernández Ferrari Fischer Fraser Fujita García Gallagher Gomes González Greco Gupta Haddad Hansen Hartmann
            Hassan Hayes Heikkinen Hoffmann Horvat Hughes Hussain Ito Jansen Jensen Johansson Jovanović Kaminska Kang
            Karlsson Kaya Keller Kelly Khan Kim Klein Koch Kovács Kowalczyk Krüger Kumar Lambert Larsen Laurent Lehmann
            Lindqvist Lopes Lund MacLeod Mahmoud Maier Marino Martin Mbeki Meyer Moreau Moretti Morgan Müller Mwangi Nair
            Nakamura Neumann Nguyen Nilsen Novák Nowak O'Brien Okafor Okonkwo Olsen Osei Patel Pereira Petrov Phillips
            Pires Popescu Rahman Ramos Reddy Ribeiro Ricci Richter Rossi Roy Ruiz Sánchez Santos Sato Schmidt Schneider
            Schulz Shah Sharma Silva Singh Sørensen Steiner Stewart Suzuki Svensson Tanaka Taylor Teixeira Thompson Torres
            Tran Turner Vega Virtanen Visser Vogel Walker Wang Weber Williams Winter Wójcik Wright Yamamoto Yılmaz Young
            Zhang Zimmermann""");

    private static final List<String> PLACES = words("""
            Aarhus Alster Ardennes Baltic Bergen Bristol Calder Carrick Clyde Danube Delta Douro Elbe Fjord Galway Garonne
            Halden Hanse Harbour Highland Isar Jura Kestrel Lagan Lakeside Ligurian Loire Lyngby Medway Mersey Midland
            Moselle Nordic Oder Orkney Oslo Pacific Pennine Piedmont Po Ravenna Rhein Riverside Rotter Saale Savona Severn
            Skagen Solent Tagus Tamar Thames Tyne Vallée Varde Vistula Weser Westfold Yarrow Zeeland""");

    private static final List<String> TRADES = List.of(
            "Maritime",
            "Foods",
            "Chemicals",
            "Logistics",
            "Energy",
            "Packaging",
            "Steel",
            "Dairy",
            "Breweries",
            "Pharma",
            "Textiles",
            "Paper Mills",
            "Utilities",
            "Aerospace",
            "Automotive",
            "Cold Storage",
            "Ports",
            "Plastics",
            "Glassworks",
            "Bakeries",
            "Semiconductors",
            "Water",
            "Rail",
            "Timber",
            "Shipyards",
            "Medical",
            "Ceramics",
            "Printing",
            "Data Centres",
            "Agri");

    private static final List<String> FORMS =
            List.of("GmbH", "AG", "Ltd", "Inc.", "S.A.", "B.V.", "A/S", "AB", "SpA", "Group");

    private static final List<String> GOODS = List.of(
            "Compressor",
            "Heat pump",
            "Cooling line",
            "Ventilation",
            "Drive train",
            "Turbine control",
            "Pump station",
            "Filter system",
            "Sensor network",
            "Energy monitoring",
            "Boiler",
            "Conveyor",
            "Air handling",
            "Chiller");

    private static final List<String> PURPOSES = List.of(
            "retrofit",
            "service contract",
            "replacement",
            "extension",
            "framework agreement",
            "pilot",
            "spare parts",
            "upgrade, plant 2",
            "maintenance, 3 years",
            "rollout",
            "safety overhaul",
            "feasibility study",
            "for new site",
            "rental",
            "commissioning",
            "energy audit");

    private Names() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1)).stream()
                .map(word -> word.replace('-', ' '))
                .toList();
    }

    /** The n-th person of a seed: no two n below some twenty thousand share a name. */
    static String person(long seed, int n) {
        int given = GIVEN.size();
        int combinations = given * FAMILY.size();
        long at = Math.floorMod(n * 7_919L + Math.floorMod(seed * 31, combinations), combinations);
        return GIVEN.get((int) (at % given)) + " " + FAMILY.get((int) (at / given));
    }

    /** {@code firstname.lastname}, in plain ASCII. */
    static String mailbox(String name) {
        String plain = Normalizer.normalize(
                        name.replace('ø', 'o').replace('ł', 'l').replace('ı', 'i'), Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT);
        String ascii = plain.replaceAll("[^a-z ]", "");
        int space = ascii.indexOf(' ');
        return ascii.substring(0, space) + "." + ascii.substring(space + 1).replace(" ", "");
    }

    /** The n-th account: distinct for every n. */
    static String account(int n) {
        int place = n % PLACES.size();
        int trade = (n / PLACES.size() + n * 7) % TRADES.size();
        int form = (n * 3 + n / 17) % FORMS.size();
        int round = n / (PLACES.size() * TRADES.size());
        String name = PLACES.get(place) + " " + TRADES.get(trade) + " " + FORMS.get(form);
        return round == 0 ? name : name + " " + (round + 1);
    }

    /** What is sold: one of a few hundred texts, shared, so that a million deals stay small. */
    static String deal(SplittableRandom random) {
        return DEALS.get(random.nextInt(DEALS.size()));
    }

    /** The subject of a lead that nobody has qualified. */
    static String inquiry(SplittableRandom random) {
        return INQUIRIES.get(random.nextInt(INQUIRIES.size()));
    }

    private static final List<String> DEALS = GOODS.stream()
            .flatMap(good -> PURPOSES.stream().map(purpose -> good + " " + purpose))
            .toList();

    private static final List<String> INQUIRIES =
            DEALS.stream().map(deal -> "Inquiry: " + deal).toList();
}
